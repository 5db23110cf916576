"""Texts that no rule knows, by their likeness to labelled texts of the same setting.

After an act by text, after a confirmation and after an answer that was put off, people say in
countless ways what they want now. `settings.py` tells what came before, `shares.py` asks the
weights what a text wants then, and the others decide on it: `regrets.py` what is taken back,
`changed_minds.py` what is wanted instead, `of_list.py` which other time of the list is.
"""
