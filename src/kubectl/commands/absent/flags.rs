//! The flags of commands that are not simulated, so that a mistake in one is told as kubectl tells it.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/{logs,exec,attach,portforward,debug,proxy,cp,expose,certificates,kustomize,plugin,top}`.

use crate::kubectl::common::{DRY_RUN_FLAG, FIELD_MANAGER_FLAG, FILENAME_FLAGS, PRINT_FLAGS};
use crate::kubectl::flags::{Flag, Takes};

/// `logs`.
pub(super) const LOGS: &[&[Flag]] = &[&[Flag::switch("all-containers", "Get all containers' logs in the pod(s)."),
Flag::switch("all-pods", "Get logs from all pod(s). Sets prefix to true."),
Flag::text("container", "Print the logs of this container").short('c'),
Flag::switch("follow", "Specify if the logs should be streamed.").short('f'),
Flag::switch("ignore-errors", "If watching / following pod logs, allow for any errors that occur to be non-fatal"),
Flag::switch("insecure-skip-tls-verify-backend", "Skip verifying the identity of the kubelet that logs are requested from.  In theory, an attacker could provide invalid log content back. You might want to use this if your kubelet serving certificates have expired."),
Flag::new("limit-bytes", ' ', Takes::Number, "0", "Maximum bytes of logs to return. Defaults to no limit."),
Flag::new("max-log-requests", ' ', Takes::Number, "5", "Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5."),
Flag::new("pod-running-timeout", ' ', Takes::Duration, "20s", "The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running"),
Flag::switch("prefix", "Prefix each log line with the log source (pod name and container name)"),
Flag::switch("previous", "If true, print the logs for the previous instance of the container in a pod if it exists.").short('p'),
Flag::text("selector", "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints.").short('l'),
Flag::new("since", ' ', Takes::Duration, "0s", "Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs. Only one of since-time / since may be used."),
Flag::text("since-time", "Only return logs after a specific date (RFC3339). Defaults to all logs. Only one of since-time / since may be used."),
Flag::new("tail", ' ', Takes::Number, "-1", "Lines of recent log file to display. Defaults to -1 with no selector, showing all log lines otherwise 10, if a selector is provided."),
Flag::switch("timestamps", "Include timestamps on each line in the log output")]];

/// `exec`.
pub(super) const EXEC: &[&[Flag]] = &[&[Flag::text("container", "Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen").short('c'),
Flag::new("filename", 'f', Takes::Words, "", "to use to exec into the resource"),
Flag::new("pod-running-timeout", ' ', Takes::Duration, "1m0s", "The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running"),
Flag::switch("quiet", "Only print output from the remote session").short('q'),
Flag::switch("stdin", "Pass stdin to the container").short('i'),
Flag::switch("tty", "Stdin is a TTY").short('t')]];

/// `attach`.
pub(super) const ATTACH: &[&[Flag]] = &[&[Flag::text("container", "Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen").short('c'),
Flag::text("detach-keys", "Override the key sequence for detaching a container").default("ctrl-p,ctrl-q"),
Flag::new("pod-running-timeout", ' ', Takes::Duration, "1m0s", "The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running"),
Flag::switch("quiet", "Only print output from the remote session").short('q'),
Flag::switch("stdin", "Pass stdin to the container").short('i'),
Flag::switch("tty", "Stdin is a TTY").short('t')]];

/// `port-forward`.
pub(super) const PORT_FORWARD: &[&[Flag]] = &[&[
    Flag::new(
        "address",
        ' ',
        Takes::Words,
        "localhost",
        "Addresses to listen on (comma separated). Only accepts IP addresses or localhost as a value. When localhost is supplied, kubectl will try to bind on both 127.0.0.1 and ::1 and will fail if neither of these addresses are available to bind.",
    ),
    Flag::new(
        "pod-running-timeout",
        ' ',
        Takes::Duration,
        "1m0s",
        "The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running",
    ),
]];

/// `debug`.
pub(super) const DEBUG: &[&[Flag]] = &[&[Flag::switch("arguments-only", "If specified, everything after -- will be passed to the new container as Args instead of Command."),
Flag::switch("attach", "If true, wait for the container to start running, and then attach as if 'kubectl attach ...' were called.  Default false, unless '-i/--stdin' is set, in which case the default is true."),
Flag::text("container", "Container name to use for debug container.").short('c'),
Flag::text("copy-to", "Create a copy of the target Pod with this name."),
Flag::text("custom", "Path to a JSON or YAML file containing a partial container spec to customize built-in debug profiles."),
Flag::new("env", ' ', Takes::Lines, "", "Environment variables to set in the container."),
Flag::new("filename", 'f', Takes::Words, "", "identifying the resource to debug"),
Flag::text("image", "Container image to use for debug container."),
Flag::text("image-pull-policy", "The image pull policy for the container. If left empty, this value will not be specified by the client and defaulted by the server."),
Flag::switch("keep-annotations", "If true, keep the original pod annotations.(This flag only works when used with '--copy-to')"),
Flag::switch("keep-init-containers", "Run the init containers for the pod. Defaults to true.(This flag only works when used with '--copy-to')").default("true"),
Flag::switch("keep-labels", "If true, keep the original pod labels.(This flag only works when used with '--copy-to')"),
Flag::switch("keep-liveness", "If true, keep the original pod liveness probes.(This flag only works when used with '--copy-to')"),
Flag::switch("keep-readiness", "If true, keep the original pod readiness probes.(This flag only works when used with '--copy-to')"),
Flag::switch("keep-startup", "If true, keep the original startup probes.(This flag only works when used with '--copy-to')"),
Flag::text("profile", "Options are \"general\", \"baseline\", \"restricted\", \"netadmin\" or \"sysadmin\". Defaults to \"general\"").default("general"),
Flag::switch("quiet", "If true, suppress informational messages.").short('q'),
Flag::switch("replace", "When used with '--copy-to', delete the original Pod."),
Flag::switch("same-node", "When used with '--copy-to', schedule the copy of target Pod on the same node."),
Flag::new("set-image", ' ', Takes::Lines, "", "When used with '--copy-to', a list of name=image pairs for changing container images, similar to how 'kubectl set image' works."),
Flag::switch("share-processes", "When used with '--copy-to', enable process namespace sharing in the copy.").default("true"),
Flag::switch("stdin", "Keep stdin open on the container(s) in the pod, even if nothing is attached.").short('i'),
Flag::text("target", "When using an ephemeral container, target processes in this container name."),
Flag::switch("tty", "Allocate a TTY for the debugging container.").short('t')]];

/// `proxy`.
pub(super) const PROXY: &[&[Flag]] = &[&[Flag::text("accept-hosts", "Regular expression for hosts that the proxy should accept.").default("^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$"),
Flag::text("accept-paths", "Regular expression for paths that the proxy should accept.").default("^.*"),
Flag::text("address", "The IP address on which to serve on.").default("127.0.0.1"),
Flag::text("api-prefix", "Prefix to serve the proxied API under.").default("/"),
Flag::switch("append-server-path", "If true, enables automatic path appending of the kube context server path to each request."),
Flag::switch("disable-filter", "If true, disable request filtering in the proxy. This is dangerous, and can leave you vulnerable to XSRF attacks, when used with an accessible port."),
Flag::new("keepalive", ' ', Takes::Duration, "0s", "keepalive specifies the keep-alive period for an active network connection. Set to 0 to disable keepalive."),
Flag::new("port", 'p', Takes::Number, "8001", "The port on which to run the proxy. Set to 0 to pick a random port."),
Flag::text("reject-methods", "Regular expression for HTTP methods that the proxy should reject (example --reject-methods='POST,PUT,PATCH'). ").default("^$"),
Flag::text("reject-paths", "Regular expression for paths that the proxy should reject. Paths specified here will be rejected even accepted by --accept-paths.").default("^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach"),
Flag::text("unix-socket", "Unix socket on which to run the proxy.").short('u'),
Flag::text("www", "Also serve static files from the given directory under the specified prefix.").short('w'),
Flag::text("www-prefix", "Prefix to serve static files under, if static file directory is specified.").default("/static/").short('P')]];

/// `cp`.
pub(super) const CP: &[&[Flag]] = &[&[Flag::text("container", "Container name. If omitted, use the kubectl.kubernetes.io/default-container annotation for selecting the container to be attached or the first container in the pod will be chosen").short('c'),
Flag::switch("no-preserve", "The copied file/directory's ownership and permissions will not be preserved in the container"),
Flag::new("retries", ' ', Takes::Number, "0", "Set number of retries to complete a copy operation from a container. Specify 0 to disable or any negative value for infinite retrying. The default is 0 (no retry).")]];

/// `expose`.
pub(super) const EXPOSE: &[&[Flag]] = &[
    &[
        Flag::text(
            "cluster-ip",
            "ClusterIP to be assigned to the service. Leave empty to auto-allocate, or set to 'None' to create a headless service.",
        ),
        DRY_RUN_FLAG,
        Flag::text(
            "external-ip",
            "Additional external IP address (not managed by Kubernetes) to accept for the service. If this IP is routed to a node, the service can be accessed by this IP in addition to its generated service IP.",
        ),
        FIELD_MANAGER_FLAG.default("kubectl-expose"),
        Flag::text("labels", "Labels to apply to the service created by this call.").short('l'),
        Flag::text(
            "load-balancer-ip",
            "IP to assign to the LoadBalancer. If empty, an ephemeral IP will be created and used (cloud-provider specific).",
        ),
        Flag::text("name", "The name for the newly created object."),
        Flag::text(
            "override-type",
            "The method used to override the generated object: json, merge, or strategic.",
        )
        .default("merge"),
        Flag::text(
            "overrides",
            "An inline JSON override for the generated object. If this is non-empty, it is used to override the generated object. Requires that the object supply a valid apiVersion field.",
        ),
        Flag::text(
            "port",
            "The port that the service should serve on. Copied from the resource being exposed, if unspecified",
        ),
        Flag::text("protocol", "The network protocol for the service to be created. Default is 'TCP'."),
        Flag::switch(
            "save-config",
            "If true, the configuration of current object will be saved in its annotation. Otherwise, the annotation will be unchanged. This flag is useful when you want to perform kubectl apply on this object in the future.",
        ),
        Flag::text(
            "selector",
            "A label selector to use for this service. Only equality-based selector requirements are supported. If empty (the default) infer the selector from the resource being exposed.",
        ),
        Flag::text(
            "session-affinity",
            "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'",
        ),
        Flag::text(
            "target-port",
            "Name or number for the port on the container that the service should direct traffic to. Optional.",
        ),
        Flag::text(
            "type",
            "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'.",
        ),
    ],
    PRINT_FLAGS,
    FILENAME_FLAGS,
];

/// `certificate approve`.
pub(super) const CERTIFICATE: &[&[Flag]] = &[
    &[Flag::switch("force", "Update the CSR even if it is already approved.")],
    PRINT_FLAGS,
    FILENAME_FLAGS,
];

/// `kustomize`.
pub(super) const KUSTOMIZE: &[&[Flag]] = &[&[Flag::switch("as-current-user", "use the uid and gid of the command executor to run the function in the container"),
Flag::switch("enable-alpha-plugins", "enable kustomize plugins"),
Flag::switch("enable-helm", "Enable use of the Helm chart inflator generator."),
Flag::new("env", 'e', Takes::Lines, "", "a list of environment variables to be used by functions"),
Flag::new("helm-api-versions", ' ', Takes::Lines, "", "Kubernetes api versions used by Helm for Capabilities.APIVersions"),
Flag::text("helm-command", "helm command (path to executable)").default("helm"),
Flag::switch("helm-debug", "Enable debug output from the Helm chart inflator generator."),
Flag::text("helm-kube-version", "Kubernetes version used by Helm for Capabilities.KubeVersion"),
Flag::text("load-restrictor", "if set to 'LoadRestrictionsNone', local kustomizations may load files from outside their root. This does, however, break the relocatability of the kustomization.").default("LoadRestrictionsRootOnly"),
Flag::new("mount", ' ', Takes::Lines, "", "a list of storage options read from the filesystem"),
Flag::switch("network", "enable network access for functions that declare it"),
Flag::text("network-name", "the docker network to run the container in").default("bridge"),
Flag::text("output", "If specified, write output to this path.").short('o')]];

/// `plugin list`.
pub(super) const PLUGIN_LIST: &[&[Flag]] = &[&[Flag::switch(
    "name-only",
    "If true, display only the binary name of each plugin, rather than its full path",
)]];

/// `top node`.
pub(super) const TOP_NODE: &[&[Flag]] = &[&[Flag::switch("no-headers", "If present, print output without headers"),
Flag::text("selector", "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints.").short('l'),
Flag::switch("show-capacity", "Print node resources based on Capacity instead of Allocatable(default) of the nodes."),
Flag::switch("show-swap", "Print node resources related to swap memory."),
Flag::text("sort-by", "If non-empty, sort nodes list using specified field. The field can be either 'cpu' or 'memory'."),
Flag::switch("use-protocol-buffers", "Enables using protocol-buffers to access Metrics API.").default("true")]];

/// `top pod`.
pub(super) const TOP_POD: &[&[Flag]] = &[&[Flag::switch("all-namespaces", "If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.").short('A'),
Flag::switch("containers", "If present, print usage of containers within a pod."),
Flag::text("field-selector", "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type."),
Flag::switch("no-headers", "If present, print output without headers."),
Flag::text("selector", "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints.").short('l'),
Flag::switch("show-swap", "Print pod resources related to swap memory."),
Flag::text("sort-by", "If non-empty, sort pods list using specified field. The field can be either 'cpu' or 'memory'."),
Flag::switch("sum", "Print the sum of the resource usage"),
Flag::switch("use-protocol-buffers", "Enables using protocol-buffers to access Metrics API.").default("true")]];
