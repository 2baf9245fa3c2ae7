namespace MikrotikBilling.Tests.Support;

/// <summary>What CI must have and a developer's machine may lack.</summary>
public static class Required
{
    public static bool All => Environment.GetEnvironmentVariable("MIKROTIKBILLING_REQUIRE_ALL") == "1";

    /// <summary>Null runs the test; a reason skips it, loudly, unless everything is required: then the test runs and fails.</summary>
    public static string? SkipUnless(bool available, string? whyNot)
    {
        if (available || All) return null;
        Console.Error.WriteLine($"SKIPPED: {whyNot}");
        return whyNot;
    }
}

/// <summary>A test that needs PostgreSQL.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = Required.SkipUnless(TestPostgres.IsAvailable, TestPostgres.WhyNot);
}

public class PostgresFindingTests
{
    [PostgresFact]
    public void Postgres_OnThisMachine_IsFound() => TestPostgres.IsAvailable.ShouldBeTrue(TestPostgres.WhyNot);
}
