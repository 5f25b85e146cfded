"""Reading: what a file is, and the text in it. Knows no users and no database."""
