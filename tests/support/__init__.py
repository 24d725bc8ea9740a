"""What the tests share: a strict Bot API and pictures of replies."""
