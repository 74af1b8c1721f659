//! L3: what a component uses to talk to the API server: informers, work queues, expectations, event recorder.
