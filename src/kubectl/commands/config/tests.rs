use crate::kubectl::testing::check;
use expect_test::expect;

#[test]
fn the_namespace_of_the_context_is_the_one_that_commands_work_in() {
    check(
        "config get-contexts
config set-context --current --namespace=kube-system
get ds
config view --minify
get ds -n default
config set-context other --cluster=playground --user=playground
config use-context other
get ds
get ds --context=playground
get ds --context=nope
config get-contexts -o name
config rename-context other mine
config current-context
config delete-context mine
config use-context nope
config get-clusters
config
config nope",
        expect![[r#"
            $ config get-contexts
            CURRENT   NAME         CLUSTER      AUTHINFO     NAMESPACE
            *         playground   playground   playground   
            $ config set-context --current --namespace=kube-system
            Context "playground" modified.
            $ get ds
            ! No resources found in kube-system namespace.
            $ config view --minify
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: DATA+OMITTED
                server: https://192.0.2.1:6443
              name: playground
            contexts:
            - context:
                cluster: playground
                namespace: kube-system
                user: playground
              name: playground
            current-context: playground
            kind: Config
            users:
            - name: playground
              user:
                client-certificate-data: DATA+OMITTED
                client-key-data: DATA+OMITTED
            $ get ds -n default
            NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
            agent   0         0         0       0            0           <none>          5s
            $ config set-context other --cluster=playground --user=playground
            Context "other" created.
            $ config use-context other
            Switched to context "other".
            $ get ds
            NAME    DESIRED   CURRENT   READY   UP-TO-DATE   AVAILABLE   NODE SELECTOR   AGE
            agent   0         0         0       0            0           <none>          5s
            $ get ds --context=playground
            ! No resources found in kube-system namespace.
            $ get ds --context=nope
            ! Error in configuration: context was not found for specified context: nope
            [exit 1]
            $ config get-contexts -o name
            other
            playground
            $ config rename-context other mine
            Context "other" renamed to "mine".
            $ config current-context
            mine
            $ config delete-context mine
            ! warning: this removed your active context, use "kubectl config use-context" to select a different one
            deleted context mine from .kube/config
            $ config use-context nope
            ! error: no context exists with the name: "nope"
            [exit 1]
            $ config get-clusters
            NAME
            playground
            $ config
            ! Modify kubeconfig files using subcommands like "kubectl config set current-context my-context".
            ! 
            !  The loading order follows these rules:
            ! 
            !   1.  If the --kubeconfig flag is set, then only that file is loaded. The flag may only be set once and no merging takes place.
            !   2.  If $KUBECONFIG environment variable is set, then it is used as a list of paths (normal path delimiting rules for your system). These paths are merged. When a value is modified, it is modified in the file that defines the stanza. When a value is created, it is created in the first file that exists. If no files in the chain exist, then it creates the last file in the list.
            !   3.  Otherwise, ${HOME}/.kube/config is used and no merging takes place.
            ! 
            ! Available Commands:
            !   current-context   Display the current-context
            !   delete-cluster    Delete the specified cluster from the kubeconfig
            !   delete-context    Delete the specified context from the kubeconfig
            !   delete-user       Delete the specified user from the kubeconfig
            !   get-clusters      Display clusters defined in the kubeconfig
            !   get-contexts      Describe one or many contexts
            !   get-users         Display users defined in the kubeconfig
            !   rename-context    Rename a context from the kubeconfig file
            !   set               Set an individual value in a kubeconfig file
            !   set-cluster       Set a cluster entry in kubeconfig
            !   set-context       Set a context entry in kubeconfig
            !   set-credentials   Set a user entry in kubeconfig
            !   unset             Unset an individual value in a kubeconfig file
            !   use-context       Set the current-context in a kubeconfig file
            !   view              Display merged kubeconfig settings or a specified kubeconfig file
            ! 
            ! Usage:
            !   kubectl config SUBCOMMAND [options]
            ! 
            ! Use "kubectl config <command> --help" for more information about a given command.
            ! Use "kubectl options" for a list of global command-line options (applies to all commands).
            [exit 1]
            $ config nope
            ! error: unknown command "nope"
            ! See 'kubectl config -h' for help and examples
            [exit 1]
        "#]],
    );
}

#[test]
fn a_value_is_set_and_unset_by_its_path() {
    check(
        "config set contexts.playground.namespace kube-system
get ds
config set contexts.playground x
config set foo x
config set clusters.a.b.server https://x
config set clusters.x.insecure-skip-tls-verify maybe
config set clusters.x.insecure-skip-tls-verify true
config unset clusters.nosuch.server
config unset clusters.playground
config set a.b ''
config set users.u.client-key-data '!!'
config set users.u.client-key-data abcd
config set users.u.token t --set-raw-bytes
config set contexts.playground.cluster.x y
config unset contexts
config view
config unset current-context
config current-context",
        expect![[r#"
            $ config set contexts.playground.namespace kube-system
            Property "contexts.playground.namespace" set.
            $ get ds
            ! No resources found in kube-system namespace.
            $ config set contexts.playground x
            ! error: can't set a map to a value: map[playground:0xc000000000]
            [exit 1]
            $ config set foo x
            ! error: unable to parse foo after [] at api.Config
            [exit 1]
            $ config set clusters.a.b.server https://x
            Property "clusters.a.b.server" set.
            $ config set clusters.x.insecure-skip-tls-verify maybe
            ! error: strconv.ParseBool: parsing "maybe": invalid syntax
            [exit 1]
            $ config set clusters.x.insecure-skip-tls-verify true
            Property "clusters.x.insecure-skip-tls-verify" set.
            $ config unset clusters.nosuch.server
            ! error: current map key `nosuch` is invalid
            [exit 1]
            $ config unset clusters.playground
            Property "clusters.playground" unset.
            $ config set a.b ''
            ! error: you cannot use set to unset a property
            [exit 1]
            $ config set users.u.client-key-data '!!'
            ! error: error decoding input value: illegal base64 data at input byte 0
            [exit 1]
            $ config set users.u.client-key-data abcd
            Property "users.u.client-key-data" set.
            $ config set users.u.token t --set-raw-bytes
            Property "users.u.token" set.
            $ config set contexts.playground.cluster.x y
            ! error: unable to parse one or more field values of contexts.playground.cluster.x
            [exit 1]
            $ config unset contexts
            Property "contexts" unset.
            $ config view
            apiVersion: v1
            clusters:
            - cluster:
                server: https://x
              name: a.b
            - cluster:
                insecure-skip-tls-verify: true
                server: ""
              name: x
            contexts: null
            current-context: playground
            kind: Config
            users:
            - name: playground
              user:
                client-certificate-data: DATA+OMITTED
                client-key-data: DATA+OMITTED
            - name: u
              user:
                client-key-data: DATA+OMITTED
                token: REDACTED
            $ config unset current-context
            Property "current-context" unset.
            $ config current-context
            ! error: current-context is not set
            [exit 1]
        "#]],
    );
}

#[test]
fn clusters_and_users_are_set_and_deleted() {
    check(
        "config set-cluster a --insecure-skip-tls-verify --certificate-authority=x
config set-cluster a --server=https://b --certificate-authority=x
config set-cluster a --embed-certs
config set-cluster a --embed-certs --certificate-authority=nosuch
config set-credentials u --token a --username b
config set-credentials u --token a
config set-credentials u --username b --password c
config set-credentials v --exec-command=c --exec-arg=a,b --exec-env=k=v
config view -o jsonpath='{.users[1:]}{\"\\n\"}'
config view --raw -o jsonpath='{.users[0]}{\"\\n\"}{.clusters[0]}{\"\\n\"}'
config delete-user u
config delete-user u
config delete-user
config delete-cluster a
config delete-cluster a
config get-clusters
config get-users
config view --minify --context=nope
config view --merge=false
config set-context ''",
        expect![[r#"
            $ config set-cluster a --insecure-skip-tls-verify --certificate-authority=x
            ! error: you cannot specify a certificate authority and insecure mode at the same time
            [exit 1]
            $ config set-cluster a --server=https://b --certificate-authority=x
            Cluster "a" set.
            $ config set-cluster a --embed-certs
            ! error: you must specify a --certificate-authority to embed
            [exit 1]
            $ config set-cluster a --embed-certs --certificate-authority=nosuch
            ! error: could not stat certificate-authority file nosuch: stat nosuch: no such file or directory
            [exit 1]
            $ config set-credentials u --token a --username b
            ! error: you cannot specify more than one authentication method at the same time: --token, --username/--password
            [exit 1]
            $ config set-credentials u --token a
            User "u" set.
            $ config set-credentials u --username b --password c
            User "u" set.
            $ config set-credentials v --exec-command=c --exec-arg=a,b --exec-env=k=v
            User "v" set.
            $ config view -o jsonpath='{.users[1:]}{"\n"}'
            {"name":"u","user":{"password":"REDACTED","username":"b"}} {"name":"v","user":{"exec":{"args":["a","b"],"command":"c","env":[{"name":"k","value":"v"}],"provideClusterInfo":false}}}
            $ config view --raw -o jsonpath='{.users[0]}{"\n"}{.clusters[0]}{"\n"}'
            {"name":"playground","user":{"client-certificate-data":"bm8gY2VydGlmaWNhdGVzIGhlcmU=","client-key-data":"bm8gY2VydGlmaWNhdGVzIGhlcmU="}}
            {"cluster":{"certificate-authority":"/x","server":"https://b"},"name":"a"}
            $ config delete-user u
            deleted user u from .kube/config
            $ config delete-user u
            ! error: cannot delete user u, not in .kube/config
            [exit 1]
            $ config delete-user
            ! error: user to delete is required
            ! See 'kubectl config delete-user -h' for help and examples
            [exit 1]
            $ config delete-cluster a
            deleted cluster a from .kube/config
            $ config delete-cluster a
            ! error: cannot delete cluster a, not in .kube/config
            [exit 1]
            $ config get-clusters
            NAME
            playground
            $ config get-users
            NAME
            playground
            v
            $ config view --minify --context=nope
            ! error: cannot locate context nope
            [exit 1]
            $ config view --merge=false
            ! error: if merge==false a precise file must be specified
            [exit 1]
            $ config set-context ''
            ! error: you must specify a non-empty context name or --current
            [exit 1]
        "#]],
    );
}

#[test]
fn whoever_is_led_elsewhere_finds_nobody() {
    check(
        "get po --cluster x
create ns x --cluster x
get po --user x
get po --context x
get po --context x -n a
create ns x --context x
version --client --context x
config set-context half --namespace=a
get po --context half
config set-cluster far --server=https://far.example
config set-context far --cluster=far --user=playground
get po --context far
get po --server=192.0.2.7
config set-context nobody --cluster=playground
get po --context nobody
get po --context nobody --user=playground
config set current-context gone
create ns x",
        expect![[r#"
            $ get po --cluster x
            ! error: no server found for cluster "x"
            [exit 1]
            $ create ns x --cluster x
            ! error: cluster "x" does not exist
            [exit 1]
            $ get po --user x
            ! error: auth info "x" does not exist
            [exit 1]
            $ get po --context x
            ! Error in configuration: context was not found for specified context: x
            [exit 1]
            $ get po --context x -n a
            ! error: context "x" does not exist
            [exit 1]
            $ create ns x --context x
            ! error: context "x" does not exist
            [exit 1]
            $ version --client --context x
            Client Version: v1.36.4
            Kustomize Version: v5.8.1
            $ config set-context half --namespace=a
            Context "half" created.
            $ get po --context half
            ! The connection to the server localhost:8080 was refused - did you specify the right host or port?
            [exit 1]
            $ config set-cluster far --server=https://far.example
            Cluster "far" set.
            $ config set-context far --cluster=far --user=playground
            Context "far" created.
            $ get po --context far
            ! Unable to connect to the server: dial tcp: lookup far.example on 127.0.0.53:53: no such host
            [exit 1]
            $ get po --server=192.0.2.7
            ! Unable to connect to the server: dial tcp 192.0.2.7:80: i/o timeout
            [exit 1]
            $ config set-context nobody --cluster=playground
            Context "nobody" created.
            $ get po --context nobody
            ! Please enter Username: error: EOF
            [exit 1]
            $ get po --context nobody --user=playground
            ! No resources found in default namespace.
            $ config set current-context gone
            Property "current-context" set.
            $ create ns x
            ! Error in configuration: context was not found for specified context: gone
            [exit 1]
        "#]],
    );
}
