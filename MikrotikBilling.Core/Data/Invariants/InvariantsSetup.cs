using Microsoft.Extensions.DependencyInjection;

namespace MikrotikBilling.Core.Data.Invariants;

public static class InvariantsSetup
{
    internal static IServiceCollection AddInvariants(this IServiceCollection services) => services
        .AddScoped<Verifier>().AddScoped<LastVerification>()
        .AddSingleton<IInvariant, TenantOfParents>().AddSingleton<IInvariant, WholeAmounts>().AddSingleton<IInvariant, TriggersPresent>();

    /// <summary>Declares what must always hold; <c>verify</c> asks for what breaks it.</summary>
    public static IServiceCollection AddInvariants(this IServiceCollection services, IEnumerable<IInvariant> invariants)
    {
        foreach (var invariant in invariants) services.AddSingleton(invariant);
        return services;
    }

    /// <summary>Says that the table's triggers must be there.</summary>
    public static IServiceCollection AddProtectedTable(this IServiceCollection services, string name) => services.AddSingleton(new ProtectedTable(name));
}
