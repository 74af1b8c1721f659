//! Security contexts and operating systems.

use expect_test::expect;
use serde_json::json;

use super::support::{check_container, check_daemon_set, check_spec};

#[test]
fn security_contexts_of_pods() {
    check_spec(
        json!({
            "hostPID": true, "shareProcessNamespace": true, "hostNetwork": true, "hostIPC": true,
            "securityContext": {
                "fsGroup": -1, "runAsUser": 2147483648_i64, "runAsGroup": 0, "supplementalGroups": [1, -5],
                "fsGroupChangePolicy": "Never", "supplementalGroupsPolicy": "Loose", "seLinuxChangePolicy": "No",
                "sysctls": [
                    {"name": "net.ipv4.ip_forward", "value": "1"}, {"name": "kernel/shmmax", "value": "1"},
                    {"name": "a..b", "value": "1"}, {"name": "", "value": ""}, {"name": "vm.x", "value": "1"},
                    {"name": "vm.x", "value": "1"},
                ],
                "seccompProfile": {"type": "Localhost"},
                "appArmorProfile": {"type": "Localhost", "localhostProfile": " x "},
            },
        }),
        expect![[r#"
            spec.template.spec.securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive
            spec.template.spec.securityContext.runAsUser: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive
            spec.template.spec.securityContext.supplementalGroups[1]: Invalid value: -5: must be between 0 and 2147483647, inclusive
            spec.template.spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled
            spec.template.spec.securityContext.sysctls[0].name: Invalid value: "net.ipv4.ip_forward": may not be specified when 'hostNetwork' is true
            spec.template.spec.securityContext.sysctls[1].name: Invalid value: "kernel/shmmax": may not be specified when 'hostIPC' is true
            spec.template.spec.securityContext.sysctls[2].name: Invalid value: "a..b": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$
            spec.template.spec.securityContext.sysctls[3].name: Required value
            spec.template.spec.securityContext.sysctls[5].name: Duplicate value: "vm.x"
            spec.template.spec.securityContext.fsGroupChangePolicy: Unsupported value: "Never": supported values: "Always", "OnRootMismatch"
            spec.template.spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost
            spec.template.spec.securityContext.appArmorProfile.localhostProfile: Invalid value: " x ": must not be padded with whitespace
            spec.template.spec.securityContext.supplementalGroupsPolicy: Unsupported value: "Loose": supported values: "Merge", "Strict"
            spec.template.spec.securityContext.seLinuxChangePolicy: Unsupported value: "No": supported values: "Recursive""#]],
    );
    check_spec(
        json!({"hostUsers": false, "hostNetwork": true, "hostPID": true, "hostIPC": true, "containers": [
            {"name": "c", "image": "i", "volumeDevices": [{"name": "x", "devicePath": "/x"}]},
        ]}),
        expect![[r#"
            spec.template.spec.containers[0].volumeDevices[0].name: Not found: "x"
            spec.template.spec.hostNetwork: Forbidden: when `hostUsers` is false
            spec.template.spec.HostPID: Forbidden: when `hostUsers` is false
            spec.template.spec.HostIPC: Forbidden: when `hostUsers` is false
            spec.template.spec.containers[0].volumeDevices: Forbidden: when `hostUsers` is false"#]],
    );
}

#[test]
fn security_contexts_of_containers() {
    check_container(
        json!({"securityContext": {
            "privileged": true, "allowPrivilegeEscalation": false, "capabilities": {"add": ["CAP_SYS_ADMIN"], "drop": ["ALL"]},
            "runAsUser": -1, "procMount": "Unmasked", "seLinuxOptions": {"level": "s0"},
            "seccompProfile": {"type": "RuntimeDefault", "localhostProfile": "x"},
            "appArmorProfile": {"type": "Unconfined", "localhostProfile": "x"},
        }}),
        expect![[r#"
            spec.template.spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive
            spec.template.spec.containers[0].securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`
            spec.template.spec.containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"RuntimeDefault","LocalhostProfile":"x"}: can only be set when seccomp type is Localhost
            spec.template.spec.containers[0].securityContext: Invalid value: {"Capabilities":{"Add":["CAP_SYS_ADMIN"],"Drop":["ALL"]},"Privileged":true,"SELinuxOptions":{"User":"","Role":"","Type":"","Level":"s0"},"WindowsOptions":null,"RunAsUser":-1,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":"Unmasked","SeccompProfile":{"Type":"RuntimeDefault","LocalhostProfile":"x"},"AppArmorProfile":{"Type":"Unconfined","LocalhostProfile":"x"}}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true
            spec.template.spec.containers[0].securityContext: Invalid value: {"Capabilities":{"Add":["CAP_SYS_ADMIN"],"Drop":["ALL"]},"Privileged":true,"SELinuxOptions":{"User":"","Role":"","Type":"","Level":"s0"},"WindowsOptions":null,"RunAsUser":-1,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":"Unmasked","SeccompProfile":{"Type":"RuntimeDefault","LocalhostProfile":"x"},"AppArmorProfile":{"Type":"Unconfined","LocalhostProfile":"x"}}: cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN
            spec.template.spec.containers[0].securityContext.appArmorProfile.localhostProfile: Invalid value: "x": can only be set when AppArmor type is Localhost"#]],
    );
    check_container(
        json!({"securityContext": {
            "procMount": "Some", "seccompProfile": {"type": ""}, "appArmorProfile": {},
        }}),
        expect![[r#"
            spec.template.spec.containers[0].securityContext.procMount: Unsupported value: "Some": supported values: "Default", "Unmasked"
            spec.template.spec.containers[0].securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set
            spec.template.spec.containers[0].securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set"#]],
    );
    check_container(
        json!({"securityContext": {
            "seccompProfile": {"type": "Localhost", "localhostProfile": "../x"}, "appArmorProfile": {"type": "X"},
        }}),
        expect![[r#"
            spec.template.spec.containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: "../x": must not contain '..'
            spec.template.spec.containers[0].securityContext.appArmorProfile.type: Unsupported value: "X": supported values: "Localhost", "RuntimeDefault", "Unconfined""#]],
    );
    check_container(json!({"securityContext": {"privileged": true}}), expect![[""]]);
}

#[test]
fn windows_pods() {
    check_spec(
        json!({
            "os": {"name": "windows"}, "hostPID": true, "hostUsers": true,
            "securityContext": {"runAsUser": 1, "fsGroup": 1, "windowsOptions": {"runAsUserName": "a\\b\\c", "hostProcess": true}},
            "containers": [
                {"name": "c", "image": "i", "securityContext": {"privileged": true, "windowsOptions": {
                    "runAsUserName": "dom*ain\\us@er", "gmsaCredentialSpecName": "Bad", "gmsaCredentialSpec": "", "hostProcess": false,
                }}},
                {"name": "d", "image": "i", "securityContext": {"windowsOptions": {"runAsUserName": "..."}}},
            ],
        }),
        expect![[r#"
            spec.template.spec.containers[0].securityContext.windowsOptions.gmsaCredentialSpecName: Invalid value: "Bad": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')
            spec.template.spec.containers[0].securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string
            spec.template.spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid value: "dom*ain\\us@er": runAsUserName's Domain doesn't match the NetBios nor the DNS format
            spec.template.spec.containers[0].securityContext.windowsOptions.runAsUserName: Invalid value: "dom*ain\\us@er": runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]
            spec.template.spec.containers[1].securityContext.windowsOptions.runAsUserName: Invalid value: "...": runAsUserName's User cannot contain only periods or spaces
            spec.template.spec.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\b\\c": runAsUserName cannot contain more than one backslash
            spec.template.spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true
            spec.template.spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers
            spec.template.spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers
            spec.template.spec.hostUsers: Forbidden: cannot be set for a windows pod
            spec.template.spec.hostPID: Forbidden: cannot be set for a windows pod
            spec.template.spec.securityContext.fsGroup: Forbidden: cannot be set for a windows pod
            spec.template.spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod
            spec.template.spec.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod"#]],
    );
    check_spec(
        json!({"os": {"name": "linux"}, "securityContext": {"windowsOptions": {}}, "containers": [
            {"name": "c", "image": "i", "securityContext": {"windowsOptions": {"hostProcess": true}}},
        ]}),
        expect![[r#"
            spec.template.spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers
            spec.template.spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod
            spec.template.spec.containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod"#]],
    );
    check_spec(
        json!({"os": {"name": "plan9"}}),
        expect![[
            r#"spec.template.spec.os: Unsupported value: "plan9": supported values: "linux", "windows""#
        ]],
    );
    check_spec(json!({"os": {"name": ""}}), expect!["spec.template.spec.os.name: Required value"]);
}

#[test]
fn annotations_that_were_fields() {
    check_daemon_set(
        json!({"spec": {"template": {
            "metadata": {"annotations": {
                "seccomp.security.alpha.kubernetes.io/pod": "strict",
                "container.seccomp.security.alpha.kubernetes.io/c": "localhost/../x",
                "container.apparmor.security.beta.kubernetes.io/c": "runtime/default",
                "container.apparmor.security.beta.kubernetes.io/gone": "odd",
                "controller.kubernetes.io/pod-deletion-cost": "+10",
                "kubernetes.io/config.mirror": "x",
            }},
            "spec": {
                "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
                "containers": [{"name": "c", "image": "i", "securityContext": {
                    "seccompProfile": {"type": "Localhost", "localhostProfile": "y"},
                    "appArmorProfile": {"type": "Unconfined"},
                }}],
            },
        }}}),
        expect![[r#"
            spec.template.annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set
            spec.template.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+10": must be a 32bit integer
            spec.template.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value: "strict": must be a valid seccomp profile
            spec.template.annotations.container.seccomp.security.alpha.kubernetes.io/c: Invalid value: "../x": must not contain '..'
            spec.template.annotations[container.apparmor.security.beta.kubernetes.io/gone]: Invalid value: "gone": container not found
            spec.template.annotations[container.apparmor.security.beta.kubernetes.io/gone]: Invalid value: "odd": invalid AppArmor profile name: "odd"
            spec.template.spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match
            spec.template.spec.containers[0].securityContext.seccompProfile.localhostProfile: Forbidden: seccomp profile in annotation and field must match
            spec.template.spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match"#]],
    );
}
