//! L4: kube-scheduler.
