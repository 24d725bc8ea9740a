"""What a search cluster costs and survives, measured on three real nodes."""
