"""What tests of dialogs share: a stage, samples, transcripts."""
