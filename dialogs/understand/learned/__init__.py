"""What thousands of labelled texts say about a text on which the rules are not sure.

`make learn` counts, from texts labelled by hand, what words and parts of words speak for which
reading, and writes `weights.bin`; the rules read first, and where they lean to a reading and are
not sure enough, `second_reading.py` asks these weights. `after.bin` tells what a text wants that
comes after an act, a confirmation, a put-off answer or a reminder (`dialogs/flows/likeness/`).
"""
