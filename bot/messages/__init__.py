"""What a message is made of: text with entities, buttons, callback data, permalinks."""
