using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MikrotikBilling.Benchmarks.Support;

/// <summary>The program as it is deployed: published once for a run, compiled ahead of time for this machine (see DEPLOYMENT.md).</summary>
internal static class PublishedProgram
{
    private static readonly Lazy<string> Published = new(Publish);

    /// <summary>The program's assembly.</summary>
    public static string Path => Published.Value;

    private static string Publish()
    {
        var folder = Directory.CreateTempSubdirectory("mb-published-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Root(), UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])["publish", "MikrotikBilling.Web", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "--nologo", "-v", "q",
            "-p:PublishReadyToRun=true", "-o", folder])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"dotnet publish ended with {process.ExitCode}.\n{output}");
        return System.IO.Path.Combine(folder, "MikrotikBilling.Web.dll");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "MikrotikBilling.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
