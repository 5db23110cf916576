"""The pages that show and change the wording of a practice's texts."""
