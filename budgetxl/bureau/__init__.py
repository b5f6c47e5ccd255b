"""Many workbooks: what a bureau sends out, collects, adds up and sends back. One function a command."""
