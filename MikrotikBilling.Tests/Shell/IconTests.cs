using System.Text.RegularExpressions;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Tests.Shell;

public sealed partial class IconTests
{
    [Fact]
    public void Markup_EveryNamedIcon_IsDrawn()
    {
        var web = Path.Combine(Root(), "MikrotikBilling.Web");
        var files = Directory.EnumerateFiles(web, "*.*", SearchOption.AllDirectories).Where(file => file.EndsWith(".razor", StringComparison.Ordinal)
            || file.EndsWith(".cshtml", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal));
        var names = files.SelectMany(file => IconName().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value).Distinct();

        names.Where(name => !IconShapes.All.ContainsKey(name)).ShouldBeEmpty();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MikrotikBilling.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }

    // <icon name="x">, <Icon Name="x">, Icon="x", and the last string of a NavigationItem before its policy.
    [GeneratedRegex("""(<[Ii]con [Nn]ame|\bIcon)="(?<name>[a-z][a-z-]*)"|NavigationItem\("[^"]*", \d+, "[^"]*", "[^"]*", "(?<name>[a-z-]+)"[,)]""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex IconName();
}
