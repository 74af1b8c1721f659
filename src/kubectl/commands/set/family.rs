//! The commands of the family, as tables.

use crate::kubectl::command::Command;
use crate::kubectl::commands::set::{env, image, resources, selector, service_account};
use crate::kubectl::common::{
    DRY_RUN_FLAG, FIELD_MANAGER_FLAG, FILENAME_FLAGS, PRINT_FLAGS, RECORD_FLAG, SELECTOR_FLAG,
};
use crate::kubectl::flags::{Flag, Takes};

/// The family.
pub static COMMAND: Command = Command {
    name: "set",
    short: "Set specific features on objects",
    long: "Configure application resources.\n\n These commands help you make changes to existing application resources.",
    usage: "set SUBCOMMAND",
    subcommands: &[&ENV, &IMAGE, &RESOURCES, &SELECTOR, &SERVICE_ACCOUNT, &SUBJECT],
    ..Command::EMPTY
};

const ALL: Flag =
    Flag::switch("all", "Select all resources, in the namespace of the specified resource types");
const LOCAL: Flag = Flag::switch("local", "If true, {command} will NOT contact api-server but run locally.");
const CONTAINERS: Flag =
    Flag::text("containers", "The names of containers in the selected pod templates to change, all containers are selected by default - may use wildcards")
        .short('c')
        .default("*");

static ENV: Command = Command {
    name: "env",
    short: "Update environment variables on a pod template",
    usage: "set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
    flags: &[
        &[
            ALL,
            CONTAINERS,
            DRY_RUN_FLAG,
            FIELD_MANAGER_FLAG.default("kubectl-set"),
            LOCAL,
            SELECTOR_FLAG,
            Flag::new("env", 'e', Takes::Lines, "", "Specify a key-value pair for an environment variable to set into each container."),
            Flag::text("from", "The name of a resource from which to inject environment variables"),
            Flag::new("keys", ' ', Takes::Words, "", "Comma-separated list of keys to import from specified resource"),
            Flag::switch("list", "If true, display the environment and any changes in the standard format. this flag will removed when we have kubectl view env."),
            Flag::switch("overwrite", "If true, allow environment to be overwritten, otherwise reject updates that overwrite existing environment.").default("true"),
            Flag::text("prefix", "Prefix to append to variable names"),
            Flag::switch("resolve", "If true, show secret or configmap references when listing variables"),
        ],
        PRINT_FLAGS,
        FILENAME_FLAGS,
    ],
    run: env::run,
    ..Command::EMPTY
};

static IMAGE: Command = Command {
    name: "image",
    short: "Update the image of a pod template",
    usage: "set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... \
            CONTAINER_NAME_N=CONTAINER_IMAGE_N",
    flags: &[
        &[ALL, DRY_RUN_FLAG, FIELD_MANAGER_FLAG.default("kubectl-set"), LOCAL, RECORD_FLAG, SELECTOR_FLAG],
        PRINT_FLAGS,
        FILENAME_FLAGS,
    ],
    run: image::run,
    ..Command::EMPTY
};

static RESOURCES: Command = Command {
    name: "resources",
    short: "Update resource requests/limits on objects with pod templates",
    usage: "set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
    flags: &[
        &[
            ALL,
            CONTAINERS,
            DRY_RUN_FLAG,
            FIELD_MANAGER_FLAG.default("kubectl-set"),
            LOCAL,
            RECORD_FLAG,
            SELECTOR_FLAG,
            Flag::text(
                "limits",
                "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges.",
            ),
            Flag::text(
                "requests",
                "The resource requirement requests for this container.  For example, 'cpu=100m,memory=256Mi'.  Note that server side components may assign requests depending on the server configuration, such as limit ranges.",
            ),
        ],
        PRINT_FLAGS,
        FILENAME_FLAGS,
    ],
    run: resources::run,
    ..Command::EMPTY
};

static SELECTOR: Command = Command {
    name: "selector",
    short: "Set the selector on a resource",
    usage: "set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
    flags: &[
        &[
            ALL,
            DRY_RUN_FLAG,
            FIELD_MANAGER_FLAG.default("kubectl-set"),
            LOCAL,
            RECORD_FLAG,
            Flag::text(
                "resource-version",
                "If non-empty, the selectors update will only succeed if this is the current resource-version for the object. Only valid when specifying a single resource.",
            ),
        ],
        PRINT_FLAGS,
        FILENAME_FLAGS,
    ],
    run: selector::run,
    ..Command::EMPTY
};

static SERVICE_ACCOUNT: Command = Command {
    name: "serviceaccount",
    aliases: &["sa"],
    short: "Update the service account of a resource",
    usage: "set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
    flags: &[
        &[ALL, DRY_RUN_FLAG, FIELD_MANAGER_FLAG.default("kubectl-set"), LOCAL, RECORD_FLAG],
        PRINT_FLAGS,
        FILENAME_FLAGS,
    ],
    run: service_account::run,
    ..Command::EMPTY
};

static SUBJECT: Command = Command {
    name: "subject",
    short: "Update the user, group, or service account in a role binding or cluster role binding",
    usage: "set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] \
            [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
    flags: &[
        &[
            ALL,
            DRY_RUN_FLAG,
            FIELD_MANAGER_FLAG.default("kubectl-set"),
            LOCAL,
            SELECTOR_FLAG,
            Flag::new("group", ' ', Takes::Words, "", "Groups to bind to the role"),
            Flag::new("serviceaccount", ' ', Takes::Words, "", "Service accounts to bind to the role"),
            Flag::new("user", ' ', Takes::Words, "", "Usernames to bind to the role"),
        ],
        PRINT_FLAGS,
        FILENAME_FLAGS,
    ],
    run: |_, _| {
        Err("set subject is not simulated by this playground: everybody may do everything here".into())
    },
    ..Command::EMPTY
};
