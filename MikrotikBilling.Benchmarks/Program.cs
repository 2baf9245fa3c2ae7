using System.Runtime.CompilerServices;
using BenchmarkDotNet.Running;
using MikrotikBilling.Benchmarks.Figures;
using MikrotikBilling.Benchmarks.HotPaths;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Data;

// Some figures open a database of their own before anything of the product's ran; how SQLite's parts are found is the product's to say.
RuntimeHelpers.RunModuleConstructor(typeof(AppDbContext).Module.ModuleHandle);

return args switch
{
    ["check"] => await Check.RunAsync(Check.Sections),
    ["check", .. var sections] when sections.All(Check.Sections.Contains) => await Check.RunAsync(sections),
    ["bench", .. var rest] => Bench(rest),
    [SimulatorProcess.Word, var options] => await SimulatorProcess.RunAsync(options),
    [HelloProcess.Word, var url] => await HelloProcess.RunAsync(url),
    _ => Usage(),
};

static int Bench(string[] rest)
{
    BenchmarkSwitcher.FromTypes([typeof(SentenceBenchmarks)]).Run(rest.Length > 0 ? rest : ["--filter", "*"]);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine($"Usage: check [{string.Join('|', Check.Sections)}]   measure the figures to hold; exit 1 when one falls short");
    Console.Error.WriteLine("       bench [options]      BenchmarkDotNet for the hot paths");
    return 2;
}
