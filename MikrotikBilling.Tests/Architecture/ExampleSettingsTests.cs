using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Tests.Support;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Tests.Architecture;

public class ExampleSettingsTests
{
    private static readonly IConfigurationRoot Example =
        new ConfigurationBuilder().AddJsonFile(Repository.Path("appsettings.Example.json")).Build();

    public static TheoryData<Type> Options()
    {
        var data = new TheoryData<Type>();
        foreach (var type in typeof(AppDbContext).Assembly.GetTypes().Concat(typeof(AppHost).Assembly.GetTypes()).Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal) && Section(t) is not null)) data.Add(type);
        return data;
    }

    [Theory, MemberData(nameof(Options))]
    public void Example_ShowsEveryKeyWithAValueThatIsAccepted(Type type)
    {
        var section = Example.GetSection(Section(type)!);
        var shown = section.GetChildren().Select(c => c.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var keys = type.GetProperties().Where(p => p is { CanWrite: true, SetMethod.IsPublic: true }).Select(p => p.Name).ToList();

        keys.Where(k => !shown.Contains(k)).ShouldBeEmpty();
        shown.Where(k => !keys.Contains(k, StringComparer.OrdinalIgnoreCase)).ShouldBeEmpty();
        var bound = section.Get(type)!;
        Validator.TryValidateObject(bound, new ValidationContext(bound), null, validateAllProperties: true).ShouldBeTrue();
    }

    private static string? Section(Type type) =>
        type.GetField("Section", BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy)?.GetValue(null) as string;
}
