using System.Reflection;
using FluentValidation;

namespace MikrotikBilling.Web.Shell;

public static class Validators
{
    /// <summary>Registers every validator of an assembly.</summary>
    public static IServiceCollection AddValidators(this IServiceCollection services, Assembly assembly)
    {
        foreach (var type in assembly.GetTypes().Where(t => t is { IsAbstract: false, IsNested: false, IsGenericTypeDefinition: false }))
            foreach (var rules in type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IValidator<>)))
                services.AddSingleton(rules, type);
        return services;
    }
}
