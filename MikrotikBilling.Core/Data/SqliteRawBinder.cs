#if PARTIAL_FEED
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace MikrotikBilling.Core.Data;

/// <summary>Microsoft.Data.Sqlite asks for a newer SQLitePCLRaw.core than the package source holds; the one present serves.</summary>
internal static class SqliteRawBinder
{
#pragma warning disable CA2255 // this is the one place that must run before the library is touched
    [ModuleInitializer]
    internal static void Initialize() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name == "SQLitePCLRaw.core" ? context.LoadFromAssemblyName(new("SQLitePCLRaw.core")) : null;
#pragma warning restore CA2255
}
#endif
