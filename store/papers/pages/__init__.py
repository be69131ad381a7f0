"""What each page of the public site says, in the language that is spoken. Pure."""
