//! Twilio IAM.
