using System.Reflection;
using MikrotikBilling.Core.Data;
using Xunit.Sdk;

namespace MikrotikBilling.Tests.Support;

/// <summary>
/// Runs a theory on every database there is: SQLite always, PostgreSQL when one is found. <see cref="PostgresFindingTests"/> says loudly when
/// none was, and fails where none may be missing (<c>MIKROTIKBILLING_REQUIRE_ALL=1</c>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachDatabaseAttribute : DataAttribute
{
    public static IEnumerable<DatabaseProvider> Providers =>
        TestPostgres.IsAvailable ? [DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql] : [DatabaseProvider.Sqlite];

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Providers.Select(p => new object[] { p });
}
