"""Words and the ways they travel: rendering, Twilio, SMTP, the outbox simulator."""
