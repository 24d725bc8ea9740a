"""The page that shows a run: its plots as inline SVG, and the page itself."""
