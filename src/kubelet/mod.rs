//! L4: the kubelets, one table of stages.
