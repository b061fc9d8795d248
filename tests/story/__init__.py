"""What the story (tests/test_story.py) is told with: its document, its office, and its acts."""
