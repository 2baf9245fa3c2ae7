using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Unpaid : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "PayPageHosts",
                table: "SystemSettings",
                type: "nvarchar(4000)",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PayPageUrl",
                table: "SystemSettings",
                type: "nvarchar(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "AlarmId",
                table: "RouterStatuses",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UnpaidMode",
                table: "Routers",
                type: "nvarchar(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "Alarms",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Subject = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    RouterId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Text = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    Routers = table.Column<int>(type: "int", nullable: false),
                    Down = table.Column<int>(type: "int", nullable: false),
                    Customers = table.Column<int>(type: "int", nullable: false),
                    Times = table.Column<int>(type: "int", nullable: false),
                    RaisedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    SeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    SeenBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    ClearedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alarms", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RouterStatuses_AlarmId",
                table: "RouterStatuses",
                column: "AlarmId",
                filter: "\"AlarmId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_TenantId_ClearedAt_Id",
                table: "Alarms",
                columns: new[] { "TenantId", "ClearedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_TenantId_Kind_Subject",
                table: "Alarms",
                columns: new[] { "TenantId", "Kind", "Subject" },
                unique: true,
                filter: "\"ClearedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Alarms");

            migrationBuilder.DropIndex(
                name: "IX_RouterStatuses_AlarmId",
                table: "RouterStatuses");

            migrationBuilder.DropColumn(
                name: "PayPageHosts",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "PayPageUrl",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "AlarmId",
                table: "RouterStatuses");

            migrationBuilder.DropColumn(
                name: "UnpaidMode",
                table: "Routers");
        }
    }
}
