"""The HTTP server of one worker process: one thread reads and writes all connections, others run
the application for whole requests. So a slow client costs a socket, and never a thread."""
