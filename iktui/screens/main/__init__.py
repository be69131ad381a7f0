"""The main screen: the list, and the desk at which every change is made."""
