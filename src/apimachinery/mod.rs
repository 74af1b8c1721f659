//! L0: what every Kubernetes object and component is made of: metadata, labels, selectors, time, chance, errors.
