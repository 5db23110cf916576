"""HylaFAX's client-server protocol (hfaxd), related to FTP: log-in, documents, jobs."""
