"""The pages of `textback demo`: the calendar with a phone beside it, as a plug-in."""
