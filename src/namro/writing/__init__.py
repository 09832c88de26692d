"""Official documents: a model of what is said → the bytes of a file. Pure: no clock, no database."""
