"""The one widget that everything is drawn on."""
