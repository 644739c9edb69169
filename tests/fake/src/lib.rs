//! A stateful fake of the Twilio endpoints: requests on a loopback socket in, documented replies out.
