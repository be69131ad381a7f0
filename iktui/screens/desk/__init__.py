"""Where every change is made, whatever screen is on top: questions, the form, the review, conflicts, taking back."""
