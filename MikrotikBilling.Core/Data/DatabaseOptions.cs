using System.ComponentModel.DataAnnotations;

namespace MikrotikBilling.Core.Data;

public enum DatabaseProvider { Sqlite, PostgreSql, SqlServer }

/// <summary>Section <c>Database</c>.</summary>
public sealed class DatabaseOptions : IValidatableObject
{
    public const string Section = "Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>Connection string. On SQLite it may be left out: the file is then <c>mikrotikbilling.db</c> in the data folder.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Folder of the SQLite file, the key ring and the logs of this installation.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>Apply missing migrations when the program starts. Null: yes on SQLite, no elsewhere (run <c>migrate</c>).</summary>
    public bool? MigrateOnStart { get; set; }

    public bool ShouldMigrateOnStart => MigrateOnStart ?? Provider == DatabaseProvider.Sqlite;

    public string ResolveConnectionString() => ConnectionString is { Length: > 0 } given
        ? given
        : $"Data Source={Path.Combine(DataDirectory, "mikrotikbilling.db")}";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enum.IsDefined(Provider))
            yield return new ValidationResult("Database:Provider must be Sqlite, PostgreSql or SqlServer.", [nameof(Provider)]);
        if (Provider != DatabaseProvider.Sqlite && string.IsNullOrWhiteSpace(ConnectionString))
            yield return new ValidationResult($"Database:ConnectionString is required for {Provider}.", [nameof(ConnectionString)]);
    }
}
