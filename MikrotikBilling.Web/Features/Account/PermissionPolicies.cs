using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Web.Features.Account;

/// <summary>A policy is the name of a permission; an unknown name is a mistake of ours and refuses everyone.</summary>
internal sealed class PermissionPolicyProvider(IOptions<AuthorizationOptions> options, PermissionCatalog catalog) : DefaultAuthorizationPolicyProvider(options)
{
    public override async Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
        await base.GetPolicyAsync(policyName) ?? (catalog.All.TryGetValue(policyName, out var permission)
            ? new AuthorizationPolicyBuilder().RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(permission)).Build()
            : null);
}

internal sealed record PermissionRequirement(Permission Permission) : IAuthorizationRequirement;

internal sealed class PermissionHandler : AuthorizationHandler<PermissionRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (context.User.Role() is { } role && requirement.Permission.IsHeldBy(role)) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
