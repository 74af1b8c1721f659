//! The family and its flags.
//!
//! Upstream: `k8s.io/kubectl/pkg/cmd/config/config.go`.

use crate::kubectl::command::{Command, Run};
use crate::kubectl::commands::config::{contexts, entries, property, view};
use crate::kubectl::common::PRINT_FLAGS;
use crate::kubectl::flags::{Flag, Takes};

/// The family.
pub const COMMAND: Command = Command {
    name: "config",
    short: "Modify kubeconfig files",
    usage: "config SUBCOMMAND",
    subcommands: &[
        &command(
            "view",
            "Display merged kubeconfig settings or a specified kubeconfig file",
            "config view [flags]",
            &[VIEW_FLAGS, VIEW_OUTPUT, PRINT_FLAGS],
            view::run,
        ),
        &command(
            "set-cluster",
            "Set a cluster entry in kubeconfig",
            "config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]",
            &[SET_CLUSTER_FLAGS],
            entries::set_cluster,
        ),
        &command(
            "set-credentials",
            "Set a user entry in kubeconfig",
            "config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]",
            &[SET_CREDENTIALS_FLAGS],
            entries::set_credentials,
        ),
        &command(
            "set-context",
            "Set a context entry in kubeconfig",
            "config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]",
            &[SET_CONTEXT_FLAGS],
            contexts::set_context,
        ),
        &command(
            "set",
            "Set an individual value in a kubeconfig file",
            "config set PROPERTY_NAME PROPERTY_VALUE",
            &[SET_FLAGS],
            property::set,
        ),
        &command(
            "unset",
            "Unset an individual value in a kubeconfig file",
            "config unset PROPERTY_NAME",
            &[],
            property::unset,
        ),
        &command(
            "current-context",
            "Display the current-context",
            "config current-context [flags]",
            &[],
            contexts::current_context,
        ),
        &Command {
            aliases: &["use"],
            ..command(
                "use-context",
                "Set the current-context in a kubeconfig file",
                "config use-context CONTEXT_NAME",
                &[],
                contexts::use_context,
            )
        },
        &command(
            "get-contexts",
            "Describe one or many contexts",
            "config get-contexts [(-o|--output=)name)]",
            &[GET_CONTEXTS_FLAGS],
            contexts::get_contexts,
        ),
        &command(
            "get-clusters",
            "Display clusters defined in the kubeconfig",
            "config get-clusters [flags]",
            &[],
            entries::get_names,
        ),
        &command(
            "get-users",
            "Display users defined in the kubeconfig",
            "config get-users [flags]",
            &[],
            entries::get_names,
        ),
        &command(
            "delete-context",
            "Delete the specified context from the kubeconfig",
            "config delete-context NAME",
            &[],
            contexts::delete_context,
        ),
        &command(
            "delete-cluster",
            "Delete the specified cluster from the kubeconfig",
            "config delete-cluster NAME",
            &[],
            entries::delete_cluster,
        ),
        &command(
            "delete-user",
            "Delete the specified user from the kubeconfig",
            "config delete-user NAME",
            &[],
            entries::delete_user,
        ),
        &command(
            "rename-context",
            "Rename a context from the kubeconfig file",
            "config rename-context CONTEXT_NAME NEW_NAME",
            &[],
            contexts::rename_context,
        ),
    ],
    ..Command::EMPTY
};

const fn command(
    name: &'static str,
    short: &'static str,
    usage: &'static str,
    flags: &'static [&'static [Flag]],
    run: Run,
) -> Command {
    Command { name, short, usage, flags, run, ..Command::EMPTY }
}

const VIEW_OUTPUT: &[Flag] = &[Flag::text("output", "Output format. One of: (json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file).").default("yaml").short('o')];

const VIEW_FLAGS: &[Flag] = &[
    Flag::switch(
        "flatten",
        "Flatten the resulting kubeconfig file into self-contained output (useful for creating portable kubeconfig files)",
    ),
    Flag::switch("merge", "Merge the full hierarchy of kubeconfig files").default("true"),
    Flag::switch("minify", "Remove all information not used by current-context from the output"),
    Flag::switch("raw", "Display raw byte data and sensitive data"),
];

const SET_CLUSTER_FLAGS: &[Flag] = &[
    Flag::text(
        "certificate-authority",
        "Path to certificate-authority file for the cluster entry in kubeconfig",
    ),
    Flag::switch("embed-certs", "embed-certs for the cluster entry in kubeconfig"),
    Flag::switch("insecure-skip-tls-verify", "insecure-skip-tls-verify for the cluster entry in kubeconfig"),
    Flag::text("proxy-url", "proxy-url for the cluster entry in kubeconfig"),
    Flag::text("server", "server for the cluster entry in kubeconfig"),
    Flag::text("tls-server-name", "tls-server-name for the cluster entry in kubeconfig"),
];

const SET_CREDENTIALS_FLAGS: &[Flag] = &[
    Flag::text("auth-provider", "Auth provider for the user entry in kubeconfig"),
    Flag::new("auth-provider-arg", ' ', Takes::Words, "", "'key=value' arguments for the auth provider"),
    Flag::text("client-certificate", "Path to client-certificate file for the user entry in kubeconfig"),
    Flag::text("client-key", "Path to client-key file for the user entry in kubeconfig"),
    Flag::switch("embed-certs", "Embed client cert/key for the user entry in kubeconfig"),
    Flag::text(
        "exec-api-version",
        "API version of the exec credential plugin for the user entry in kubeconfig",
    ),
    Flag::new(
        "exec-arg",
        ' ',
        Takes::Words,
        "",
        "New arguments for the exec credential plugin command for the user entry in kubeconfig",
    ),
    Flag::text("exec-command", "Command for the exec credential plugin for the user entry in kubeconfig"),
    Flag::new(
        "exec-env",
        ' ',
        Takes::Lines,
        "",
        "'key=value' environment values for the exec credential plugin",
    ),
    Flag::text(
        "exec-interactive-mode",
        "InteractiveMode of the exec credentials plugin for the user entry in kubeconfig",
    ),
    Flag::switch(
        "exec-provide-cluster-info",
        "ProvideClusterInfo of the exec credentials plugin for the user entry in kubeconfig",
    ),
    Flag::text("password", "password for the user entry in kubeconfig"),
    Flag::text("token", "token for the user entry in kubeconfig"),
    Flag::text("username", "username for the user entry in kubeconfig"),
];

const SET_CONTEXT_FLAGS: &[Flag] = &[
    Flag::text("cluster", "cluster for the context entry in kubeconfig"),
    Flag::switch("current", "Modify the current context"),
    Flag::text("namespace", "namespace for the context entry in kubeconfig").short('n'),
    Flag::text("user", "user for the context entry in kubeconfig"),
];

const SET_FLAGS: &[Flag] = &[Flag::switch(
    "set-raw-bytes",
    "When writing a []byte PROPERTY_VALUE, write the given string directly without base64 decoding.",
)];

const GET_CONTEXTS_FLAGS: &[Flag] = &[
    Flag::switch(
        "no-headers",
        "When using the default or custom-column output format, don't print headers (default print headers).",
    ),
    Flag::text("output", "Output format. One of: (name).").short('o'),
];
