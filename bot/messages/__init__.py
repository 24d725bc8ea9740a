"""The parts of messages: text with entities, buttons, callback data, permalinks."""
