"""What to do about each intent, one file for each flow: a TurnContext in, a Decision out."""
