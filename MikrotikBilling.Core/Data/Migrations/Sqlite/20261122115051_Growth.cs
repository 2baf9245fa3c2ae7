using System;
using Microsoft.EntityFrameworkCore.Migrations;
using MikrotikBilling.Core.Reports;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Growth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "GeneratedReports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Rhythm = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    FirstDay = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    LastDay = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    MadeAt = table.Column<long>(type: "INTEGER", nullable: false),
                    IsLate = table.Column<bool>(type: "INTEGER", nullable: false),
                    Content = table.Column<string>(type: "TEXT", maxLength: 400000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GeneratedReports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "MoveSums",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Of = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Span = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    FromState = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    FromProfileId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ToState = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    ToProfileId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Count = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MoveSums", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ProfilePrices",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ProfileId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Monthly = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProfilePrices", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ReportSchedules",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Daily = table.Column<bool>(type: "INTEGER", nullable: false),
                    Weekly = table.Column<bool>(type: "INTEGER", nullable: false),
                    Monthly = table.Column<bool>(type: "INTEGER", nullable: false),
                    Minute = table.Column<int>(type: "INTEGER", nullable: false),
                    DailyTo = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    WeeklyTo = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    MonthlyTo = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    DailySince = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    WeeklySince = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    MonthlySince = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReportSchedules", x => x.TenantId);
                });

            migrationBuilder.CreateTable(
                name: "SavedReports",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Path = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Query = table.Column<string>(type: "TEXT", maxLength: 600, nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerName = table.Column<string>(type: "TEXT", maxLength: 120, nullable: false),
                    IsShared = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedReports", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ServiceMoves",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Of = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    CustomerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    FromState = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    FromProfileId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ToState = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    ToProfileId = table.Column<Guid>(type: "TEXT", nullable: true),
                    FoldedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServiceMoves", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_GeneratedReports_TenantId_LastDay_Id",
                table: "GeneratedReports",
                columns: new[] { "TenantId", "LastDay", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_GeneratedReports_TenantId_Rhythm_LastDay",
                table: "GeneratedReports",
                columns: new[] { "TenantId", "Rhythm", "LastDay" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_MoveSums_TenantId_Of_Span_Day",
                table: "MoveSums",
                columns: new[] { "TenantId", "Of", "Span", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_ProfilePrices_TenantId_ProfileId_Day",
                table: "ProfilePrices",
                columns: new[] { "TenantId", "ProfileId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_SavedReports_TenantId_IsShared",
                table: "SavedReports",
                columns: new[] { "TenantId", "IsShared" });

            migrationBuilder.CreateIndex(
                name: "IX_SavedReports_TenantId_OwnerId_Name",
                table: "SavedReports",
                columns: new[] { "TenantId", "OwnerId", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ServiceMoves_New",
                table: "ServiceMoves",
                columns: new[] { "TenantId", "Of", "Day" },
                filter: "\"FoldedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ServiceMoves_TenantId_Of_Day_Id",
                table: "ServiceMoves",
                columns: new[] { "TenantId", "Of", "Day", "Id" });
            migrationBuilder.ProtectGeneratedReports();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "GeneratedReports");

            migrationBuilder.DropTable(
                name: "MoveSums");

            migrationBuilder.DropTable(
                name: "ProfilePrices");

            migrationBuilder.DropTable(
                name: "ReportSchedules");

            migrationBuilder.DropTable(
                name: "SavedReports");

            migrationBuilder.DropTable(
                name: "ServiceMoves");
        }
    }
}
