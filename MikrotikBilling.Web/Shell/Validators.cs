using System.Reflection;
using FluentValidation;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Web.Shell;

public static class Validators
{
    /// <summary>Registers every validator of an assembly, all with our words.</summary>
    public static IServiceCollection AddValidators(this IServiceCollection services, Assembly assembly)
    {
        FieldMessages.Use();
        foreach (var type in assembly.GetTypes().Where(t => t is { IsAbstract: false, IsNested: false, IsGenericTypeDefinition: false }))
            foreach (var rules in type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IValidator<>)))
                services.AddSingleton(rules, type);
        return services;
    }
}
