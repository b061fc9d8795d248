"""The pages of the house, by what a person comes for."""
