using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>Whether the API user may do what provisioning will ask of it. It only reads, so what it cannot see it does not judge.</summary>
internal static class RouterPermissionCheck
{
    public static async Task<RouterTestLine> RunAsync(IRouterOsConnection connection, string userName, CancellationToken cancellationToken)
    {
        try
        {
            await connection.RunAsync(RouterOsCommand.Of("/ppp/secret/print").With("count-only", ""), cancellationToken);
        }
        catch (RouterOsException e) when (e.Kind == RouterOsErrorKind.NoPermission)
        {
            return new RouterTestLine(RouterTestStep.Permissions, RouterTestVerdict.Failed, "The user may not read the PPP secrets.");
        }
        catch (RouterOsException e) when (e.Kind == RouterOsErrorKind.NoSuchCommand)
        {
            return new RouterTestLine(RouterTestStep.Permissions, RouterTestVerdict.Failed, "The router has no PPP menu: its ppp package is missing or disabled.");
        }

        if (await MissingAsync(connection, userName, cancellationToken) is not { } missing)
            return new RouterTestLine(RouterTestStep.Permissions, RouterTestVerdict.Warned, "Reading works. The user's policies could not be read, so writing was not checked.");
        return missing.Count == 0
            ? new RouterTestLine(RouterTestStep.Permissions, RouterTestVerdict.Passed)
            : new RouterTestLine(RouterTestStep.Permissions, missing.Contains("write") ? RouterTestVerdict.Failed : RouterTestVerdict.Warned,
                $"The user's group lacks {string.Join(" and ", missing)}.");
    }

    /// <summary>Policies of <see cref="RouterAdvice.Policies"/> that the user's group lacks; null when the router does not tell.</summary>
    public static async Task<IReadOnlyList<string>?> MissingAsync(IRouterOsConnection connection, string userName, CancellationToken cancellationToken)
    {
        try
        {
            var user = await connection.RunAsync(RouterOsCommand.Of("/user/print").Columns("group").WhereEquals("name", userName), cancellationToken);
            if (user.First?["group"] is not { } name) return null;
            var group = await connection.RunAsync(RouterOsCommand.Of("/user/group/print").Columns("policy").WhereEquals("name", name), cancellationToken);
            if (group.First?["policy"] is not { } policy) return null;
            var held = policy.Split(',', StringSplitOptions.TrimEntries);
            return [.. RouterAdvice.Policies.Split(',').Except(held, StringComparer.Ordinal)];
        }
        catch (RouterOsException e) when (!e.IsConnectionFault && !e.IsTransient)
        {
            return null;
        }
    }
}
