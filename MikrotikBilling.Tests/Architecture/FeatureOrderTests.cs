using System.Text.RegularExpressions;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Architecture;

/// <summary>A feature may use those below it, never one above. Read from the source text: an unused <c>using</c> counts too.</summary>
public partial class FeatureOrderTests
{
    /// <summary>From the ground up.</summary>
    private static readonly string[] Order =
    [
        "Kernel", "Data",
        "Tenants", "Settings", "Audit", "Staff", "Notifications",
        "Routers", "Ipam", "Profiles", "Customers",
        "Subscriptions",
        "Radius", "Provisioning", "Monitoring",
        "Billing", "Payments", "Vouchers", "Hotspots",
        "Inventory", "Topology", "Tickets", "Leads", "Resellers",
        "Reports",
    ];

    /// <summary>Web only: the roof, and the shell's own pages.</summary>
    private static readonly string[] WebOnly = ["Account", "Dashboard", "Search", "Jobs", "Portal", "Design", "Errors", "Shared"];

    private static readonly string[] TestsOnly = ["Support", "Architecture", "Shell", "Browser", "Commands", "Demo"];

    [Theory]
    [InlineData("MikrotikBilling.Core")]
    [InlineData("MikrotikBilling.Web/Features")]
    public void Feature_NamesOnlyThoseBelowIt(string folder)
    {
        var wrong = new List<string>();
        foreach (var file in Sources(Repository.Path(folder.Split('/'))))
        {
            var feature = Path.GetRelativePath(Repository.Path(folder.Split('/')), file).Split(Path.DirectorySeparatorChar)[0];
            var rank = Array.IndexOf(Order, feature);
            if (rank < 0) continue;
            var text = File.ReadAllText(file);
            foreach (var named in Reference().Matches(text).Select(m => m.Groups["feature"].Value).Distinct(StringComparer.Ordinal))
                if (Array.IndexOf(Order, named) > rank && !IsAllowed(feature, named, text)) wrong.Add($"{Path.GetRelativePath(Repository.Root, file)} names {named}");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Folders_AreFeaturesInEachProject()
    {
        Folders("MikrotikBilling.Core").Except(Order).ShouldBeEmpty();
        Folders("MikrotikBilling.Web", "Features").Except(Order).Except(WebOnly).ShouldBeEmpty();
        Folders("MikrotikBilling.Tests").Except(Order).Except(WebOnly).Except(TestsOnly).ShouldBeEmpty();
    }

    [Fact]
    public void Feature_WithEntities_HasAReadme()
    {
        var without = Folders("MikrotikBilling.Core").Where(f => f is not "Kernel" && !File.Exists(Repository.Path("MikrotikBilling.Core", f, "README.md")));
        without.ShouldBeEmpty();
    }

    /// <summary>Identity wants its user type in the context; nothing else of Data looks up.</summary>
    private static bool IsAllowed(string feature, string named, string text) =>
        feature == "Data" && named == "Staff" && !text.Contains("Staff.", StringComparison.Ordinal);

    private static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".cshtml", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}Migrations{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static IEnumerable<string> Folders(params string[] project) => Directory.EnumerateDirectories(Repository.Path(project))
        .Select(Path.GetFileName).OfType<string>().Where(f => f is not ("bin" or "obj"));

    [GeneratedRegex(@"MikrotikBilling\.(Core|Web\.Features)\.(?<feature>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
