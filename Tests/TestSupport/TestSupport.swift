// Shared by tests that need a display.
