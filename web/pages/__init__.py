"""The pages, one small module per family; each lists its handlers and `web.app` joins them."""
