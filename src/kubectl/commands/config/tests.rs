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
                ! error: context "nope" does not exist
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
                ! Modify kubeconfig files
                ! 
                ! Available Commands:
                !   current-context   Display the current-context
                !   delete-context    Delete the specified context from the kubeconfig
                !   get-clusters      Display clusters defined in the kubeconfig
                !   get-contexts      Describe one or many contexts
                !   get-users         Display users defined in the kubeconfig
                !   rename-context    Rename a context from the kubeconfig file
                !   set-context       Set a context entry in kubeconfig
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
