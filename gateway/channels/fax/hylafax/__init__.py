"""HylaFAX's client-server protocol (hfaxd 4.1 and later), related to FTP: log-in, documents, jobs."""
