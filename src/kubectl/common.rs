//! Flags that many commands share, and what they mean.
//!
//! Upstream: `k8s.io/cli-runtime/pkg/genericclioptions`, `k8s.io/kubectl/pkg/cmd/util/helpers.go`.

use std::rc::Rc;

use serde_json::{Value, json};

use crate::api::kind::Kind;
use crate::api::object::Object;
use crate::api::well_known::{CHANGE_CAUSE, LAST_APPLIED};
use crate::apimachinery::errors::{ApiError, Reason};
use crate::apimachinery::json::print_compact;
use crate::apimachinery::quote::go_quote;
use crate::apimachinery::time::Time;
use crate::apiserver::options::{FieldValidation, Subresource, Written};
use crate::kubectl::command::{Call, Context};
use crate::kubectl::errors::Failure;
use crate::kubectl::flags::{Flag, Takes, parse_switch};

/// Flags of every command.
pub const GLOBAL_FLAGS: &[&[Flag]] = &[&[
    Flag::new("help", 'h', Takes::Switch, "false", "Help for the command.").hidden(),
    Flag::text("as", "Username to impersonate for the operation. User could be a regular user or a service account in a namespace."),
    Flag::new("as-group", ' ', Takes::Lines, "", "Group to impersonate for the operation, this flag can be repeated to specify multiple groups."),
    Flag::text("as-uid", "UID to impersonate for the operation."),
    Flag::new("as-user-extra", ' ', Takes::Lines, "", "User extras to impersonate for the operation, this flag can be repeated to specify multiple values for the same key."),
    Flag::text("cache-dir", "Default cache directory").default("/root/.kube/cache"),
    Flag::text("certificate-authority", "Path to a cert file for the certificate authority"),
    Flag::text("client-certificate", "Path to a client certificate file for TLS"),
    Flag::text("client-key", "Path to a client key file for TLS"),
    Flag::text("cluster", "The name of the kubeconfig cluster to use"),
    Flag::text("context", "The name of the kubeconfig context to use"),
    Flag::switch(
        "disable-compression",
        "If true, opt-out of response compression for all requests to the server",
    ),
    Flag::switch(
        "insecure-skip-tls-verify",
        "If true, the server's certificate will not be checked for validity. This will make your HTTPS connections insecure",
    ),
    Flag::text("kubeconfig", "Path to the kubeconfig file to use for CLI requests."),
    Flag::text("kuberc", "Path to the kuberc file to use for preferences. This can be disabled by exporting KUBECTL_KUBERC=false feature gate or turning off the feature KUBERC=off."),
    Flag::new(
        "log-flush-frequency",
        ' ',
        Takes::Duration,
        "5s",
        "Maximum number of seconds between log flushes",
    ),
    Flag::switch("match-server-version", "Require server version to match client version"),
    Flag::text("namespace", "If present, the namespace scope for this CLI request").short('n'),
    Flag::text("password", "Password for basic authentication to the API server"),
    Flag::text("profile", "Name of profile to capture. One of (none|cpu|heap|goroutine|threadcreate|block|mutex|trace)").default("none"),
    Flag::text("profile-output", "Name of the file to write the profile to").default("profile.pprof"),
    Flag::text("request-timeout", "The length of time to wait before giving up on a single server request. Non-zero values should contain a corresponding time unit (e.g. 1s, 2m, 3h). A value of zero means don't timeout requests.")
        .default("0"),
    Flag::text("server", "The address and port of the Kubernetes API server").short('s'),
    Flag::text("tls-server-name", "Server name to use for server certificate validation. If it is not provided, the hostname used to contact the server is used"),
    Flag::text("token", "Bearer token for authentication to the API server"),
    Flag::text("user", "The name of the kubeconfig user to use"),
    Flag::text("username", "Username for basic authentication to the API server"),
    Flag::new("v", 'v', Takes::Number, "0", "number for the log level verbosity"),
    Flag::text("vmodule", "comma-separated list of pattern=N settings for file-filtered logging (only works for the default text log format)"),
    Flag::switch(
        "warnings-as-errors",
        "Treat warnings received from the server as errors and exit with a non-zero exit code",
    ),
]];

/// The part of an object that `--subresource` names.
///
/// Errors: NotFound where the server has no such part.
pub fn subresource(call: &Call, kind: Kind) -> Result<Subresource, Failure> {
    match (kind, call.text("subresource")) {
        (_, "") => Ok(Subresource::Whole),
        (Kind::DaemonSet | Kind::Namespace | Kind::Node | Kind::Pod, "status") => Ok(Subresource::Status),
        (Kind::Pod, name @ ("ephemeralcontainers" | "resize")) => Err(Failure::Message(format!(
            "writing the subresource {name} is not simulated by this playground"
        ))),
        _ => {
            let message = "the server could not find the requested resource";
            Err(ApiError::new(Reason::NotFound, message).into())
        }
    }
}

/// Which files to read.
pub const FILENAME_FLAGS: &[Flag] = &[
    Flag::new(
        "filename",
        'f',
        Takes::Words,
        "",
        "Filename, directory, or URL to files {files}",
    ),
    Flag::text("kustomize", "Process the kustomization directory. This flag can't be used together with -f or -R.").short('k'),
    Flag::switch("recursive", "Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.").short('R'),
];

/// Which files to read, for commands that know no kustomization and look into folders of folders.
pub const DEEP_FILENAME_FLAGS: &[Flag] = &[
    Flag::new("filename", 'f', Takes::Words, "", "identifying the resource."),
    Flag::switch("recursive", "Process the directory used in -f, --filename recursively. Useful when you want to manage related manifests organized within the same directory.").short('R').default("true"),
];

/// `-l`.
pub const SELECTOR_FLAG: Flag =
    Flag::text("selector", "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'.(e.g. -l key1=value1,key2=value2,key3 in (value3)). Matching objects must satisfy all of the specified label constraints.").short('l');

/// `--field-selector`.
pub const FIELD_SELECTOR_FLAG: Flag = Flag::text(
    "field-selector",
    "Selector (field query) to filter on, supports '=', '==', and '!='.(e.g. --field-selector key1=value1,key2=value2). The server only supports a limited number of field queries per type.",
);

/// `-A`.
pub const ALL_NAMESPACES_FLAG: Flag = Flag::switch("all-namespaces", "If present, list the requested object(s) across all namespaces. Namespace in current context is ignored even if specified with --namespace.").short('A');

/// How to print the object.
pub const PRINT_FLAGS: &[Flag] = &[
    Flag::text(
        "output",
        "Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, \
         jsonpath, jsonpath-as-json, jsonpath-file).",
    )
    .short('o'),
    Flag::text("template", "Template string or path to template file to use when -o=go-template, -o=go-template-file. The template format is golang templates [http://golang.org/pkg/text/template/#pkg-overview]."),
    Flag::switch("allow-missing-template-keys", "If true, ignore any errors in templates when a field or map key is missing in the template. Only applies to golang and jsonpath output formats.")
        .default("true"),
    Flag::switch("show-managed-fields", "If true, keep the managedFields when printing objects in JSON or YAML format."),
];

/// `--record`.
pub const RECORD_FLAG: Flag = Flag::switch("record", "Record the command in the object's annotation.")
    .deprecated("--record will be removed in the future");

/// `--dry-run`.
pub const DRY_RUN_FLAG: Flag = Flag::text(
    "dry-run",
    "Must be \"none\", \"server\", or \"client\". If client strategy, only print the object that would be sent, without sending it. If server strategy, submit server-side request without persisting the resource.",
)
.default("none")
.bare("unchanged");

/// `--field-manager`.
pub const FIELD_MANAGER_FLAG: Flag =
    Flag::text("field-manager", "Name of the manager used to track field ownership.");

/// `--validate`.
pub const VALIDATE_FLAG: Flag = Flag::text(
    "validate",
    "Must be one of: strict (or true), warn, ignore (or false). \"true\" or \"strict\" will use a schema to validate the input and fail the request if invalid. It will perform server side validation if ServerSideFieldValidation is enabled on the api-server, but will fall back to less reliable client-side validation if not. \"warn\" will warn about unknown or duplicate fields without blocking the request if server-side field validation is enabled on the API server, and behave as \"ignore\" otherwise. \"false\" or \"ignore\" will not perform any schema validation, silently dropping any unknown or duplicate fields.",
)
.default("strict")
.bare("strict");

/// `--chunk-size`; answers here always come whole.
pub const CHUNK_SIZE_FLAG: Flag = Flag::new(
    "chunk-size",
    ' ',
    Takes::Number,
    "500",
    "Return large lists in chunks rather than all at once. Pass 0 to disable.",
);

/// Whether and where a write is only tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DryRun {
    /// It is real.
    #[default]
    None,
    /// kubectl does not even ask.
    Client,
    /// The server does all but the write.
    Server,
}

impl DryRun {
    /// Reads the flag.
    ///
    /// Upstream: `cmdutil.GetDryRunStrategy`.
    pub fn of(call: &Call, context: &mut Context<'_, '_>) -> Result<DryRun, Failure> {
        let given = call.text("dry-run");
        let (strategy, line, old) = match (given, parse_switch(given)) {
            ("client", _) => return Ok(DryRun::Client),
            ("server", _) => return Ok(DryRun::Server),
            ("none" | "", _) => return Ok(DryRun::None),
            ("unchanged", _) => (DryRun::Client, 719, "--dry-run is deprecated".to_owned()),
            (_, Ok(true)) => {
                (DryRun::Client, 733, format!("--dry-run={given} is deprecated (boolean value)"))
            }
            (_, Ok(false)) => (DryRun::None, 736, format!("--dry-run={given} is deprecated (boolean value)")),
            (_, Err(_)) => {
                return Err(Failure::Message(format!(
                    "Invalid dry-run value ({given}). Must be \"none\", \"server\", or \"client\"."
                )));
            }
        };
        let new = if strategy == DryRun::Client { "client" } else { "none" };
        let warning = format!("helpers.go:{line}] {old} and can be replaced with --dry-run={new}.");
        context.out.err(&log_line(context.env.now, &warning));
        Ok(strategy)
    }

    /// What is said behind the operation: ` (dry run)`.
    pub fn suffix(self) -> &'static str {
        match self {
            DryRun::None => "",
            DryRun::Client => " (dry run)",
            DryRun::Server => " (server dry run)",
        }
    }
}

/// Reads `--validate`.
///
/// Upstream: `cmdutil.GetValidationDirective`.
pub fn field_validation(call: &Call) -> Result<FieldValidation, Failure> {
    match call.text("validate") {
        "strict" | "true" => Ok(FieldValidation::Strict),
        "warn" => Ok(FieldValidation::Warn),
        "ignore" | "false" => Ok(FieldValidation::Ignore),
        other => match parse_switch(other) {
            Ok(true) => Ok(FieldValidation::Strict),
            Ok(false) => Ok(FieldValidation::Ignore),
            Err(_) => Err(Failure::Message(format!(
                "invalid - validate option {}; must be one of: strict (or true), warn, ignore (or false)",
                go_quote(other)
            ))),
        },
    }
}

/// A warning as kubectl's log writes it.
///
/// Upstream: `k8s.io/klog/v2`.
pub fn log_line(now: Time, text: &str) -> String {
    let micro = now.rfc3339_micro();
    let part = |range| micro.get(range).unwrap_or_default();
    format!("W{}{} {} {:>7} {text}\n", part(5..7), part(8..10), part(11..26), 1)
}

/// Writes down the command in the object's annotations where `--record` asks for it.
///
/// Upstream: `ChangeCauseRecorder.Record`.
pub fn record(call: &Call, object: &mut Value) {
    if call.is_on("record") {
        set_annotation(object, CHANGE_CAUSE, &call.change_cause());
    }
}

/// Sets an annotation of an object in JSON, whatever its metadata look like.
pub fn set_annotation(object: &mut Value, key: &str, text: &str) {
    let Some(object) = object.as_object_mut() else { return };
    let metadata = object.entry("metadata").or_insert_with(|| json!({}));
    if !metadata.is_object() {
        *metadata = json!({});
    }
    let annotations = &mut metadata["annotations"];
    if !annotations.is_object() {
        *annotations = json!({});
    }
    annotations[key] = text.into();
}

/// Writes the manifest itself into the annotation that the next `apply` compares with.
///
/// Upstream: `util.GetModifiedConfiguration`, `CreateApplyAnnotation`.
pub fn set_last_applied(object: &mut Value) {
    // The annotations are there even where they are empty: real manifests are written down so.
    set_annotation(object, LAST_APPLIED, "");
    if let Some(annotations) = object.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
        annotations.remove(LAST_APPLIED);
    }
    let text = print_compact(object) + "\n";
    set_annotation(object, LAST_APPLIED, &text);
}

/// Splits words into what they are about and the changes: `node n1 a=b c-`.
///
/// Upstream: `cmdutil.GetResourcesAndPairs`.
pub fn resources_and_pairs(args: &[String], what: &str) -> Result<(Vec<String>, Vec<String>), Failure> {
    let (mut resources, mut pairs) = (Vec::new(), Vec::new());
    for arg in args {
        let is_pair = (arg.contains('=') && !arg.starts_with('=')) || (arg.ends_with('-') && arg != "-");
        if is_pair {
            pairs.push(arg.clone());
        } else if pairs.is_empty() {
            resources.push(arg.clone());
        } else {
            return Err(Failure::Message(format!(
                "all resources must be specified before {what} changes: {arg}"
            )));
        }
    }
    Ok((resources, pairs))
}

/// Prints an answer's warnings and gives its object.
pub fn written(written: Written, context: &mut Context<'_, '_>) -> Rc<Object> {
    for warning in &written.warnings {
        context.out.server_warning(warning);
    }
    written.object
}

/// Changes as words: what to set, in order, and what to remove.
pub type Pairs = (Vec<(String, String)>, Vec<String>);

/// Reads `a=b c-`; of two values for a key the later counts.
///
/// Upstream: `cmdutil.ParsePairs`.
pub fn pairs(words: &[String], what: &str) -> Result<Pairs, Failure> {
    let (mut set, mut remove, mut invalid) = (Vec::new(), Vec::new(), Vec::new());
    for word in words {
        match (word.split_once('='), word.strip_suffix('-')) {
            (Some((key, value)), _) if !key.is_empty() => {
                set.retain(|(one, _): &(String, String)| one != key);
                set.push((key.to_owned(), value.to_owned()));
            }
            (None, Some(key)) if !key.is_empty() => remove.push(key.to_owned()),
            _ => invalid.push(word.as_str()),
        }
    }
    if invalid.is_empty() {
        return Ok((set, remove));
    }
    Err(Failure::Message(format!("invalid {what} pairs: {}", invalid.join(", "))))
}
